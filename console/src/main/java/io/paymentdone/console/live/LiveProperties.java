package io.paymentdone.console.live;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the pages that watch groups; those of the read-only port are counted apart, up to the
 * same numbers. The pages of one browser share a stream, and count once.
 *
 * @param pagesMax most pages
 * @param pagesMaxPerCaller most pages of one caller; a caller is who has logged in, or an address
 *     where nobody logs in
 */
@ConfigurationProperties("payment-done.console.live")
@Validated
record LiveProperties(
    @DefaultValue("64") @Min(1) @Max(1_000) int pagesMax,
    @DefaultValue("32") @Min(1) @Max(1_000) int pagesMaxPerCaller) {}
