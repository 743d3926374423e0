package io.paymentdone.console.ownership;

/** A member as the owner of a partition. */
public record Owner(String memberId, String clientId) {}
