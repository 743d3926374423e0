package io.paymentdone.payment.relay.replication;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of the relay.
 *
 * @param slot name of the replication slot, the same on every replica
 * @param replicationUsername database user of the relay: REPLICATION, select on {@code payment},
 *     select, insert and update on {@code relay_progress}; null: the application's own
 * @param replicationPassword of {@code replicationUsername}
 * @param healAutomatically whether a lost slot is replaced, and what it missed published, by
 *     itself; otherwise by {@code --payment.relay.republish}
 * @param lookInterval how often a standby checks whether the slot is free
 * @param acknowledgementTimeout how long Kafka may leave sent events unacknowledged before the
 *     stream is closed
 * @param inFlightEventsMax events sent and not yet acknowledged
 * @param inFlightSizeMax bytes of them; below the producer's {@code buffer.memory}, so that a send
 *     never waits for memory
 * @param retainedWalMax WAL held back by the slot from which on new payments are refused
 * @param safeWalMin WAL that may still be written before PostgreSQL invalidates the slot, below
 *     which new payments are refused
 * @param connectTimeout for connections to PostgreSQL
 * @param queryTimeout for an answer of PostgreSQL
 * @param slotTimeout for creating the slot, which waits for every transaction that is open then
 */
@Validated
@ConfigurationProperties("payment.relay")
public record RelayProperties(
    @DefaultValue("payment_relay") @Pattern(regexp = "[a-z0-9_]{1,63}") String slot,
    @Nullable String replicationUsername,
    @Nullable String replicationPassword,
    @DefaultValue("true") boolean healAutomatically,
    @DefaultValue("500ms") @NotNull Duration lookInterval,
    @DefaultValue("30s") @NotNull Duration acknowledgementTimeout,
    @DefaultValue("20000") @Min(1) int inFlightEventsMax,
    @DefaultValue("8MB") @NotNull DataSize inFlightSizeMax,
    @DefaultValue("2GB") @NotNull DataSize retainedWalMax,
    @DefaultValue("512MB") @NotNull DataSize safeWalMin,
    @DefaultValue("3s") @NotNull Duration connectTimeout,
    @DefaultValue("5s") @NotNull Duration queryTimeout,
    @DefaultValue("120s") @NotNull Duration slotTimeout) {}
