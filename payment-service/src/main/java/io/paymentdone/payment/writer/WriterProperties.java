package io.paymentdone.payment.writer;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the write path.
 *
 * @param threads batches in flight at a time
 * @param batchSizeMax payments of one statement
 * @param batchBytesMax the same in bytes of their texts, a character counted as three; the
 *     statement has these in its events once more. A single payment may be larger.
 * @param queueCapacity payments that wait at most; more are refused
 * @param deadline how long a request waits for its outcome
 * @param lockTimeout how long a batch waits for a key that another transaction holds
 * @param isolationLockTimeout the same while a batch is tried apart to find that key
 * @param contendedKeysMax keys held elsewhere for which requests wait at a time
 * @param connectTimeout how long connecting to PostgreSQL may take; whole seconds
 * @param socketTimeout how long PostgreSQL may be silent during a statement; whole seconds
 * @param transactionTimeout after which PostgreSQL itself ends a transaction
 */
@Validated
@ConfigurationProperties("payment.writer")
record WriterProperties(
    @DefaultValue("1") @Min(1) @Max(16) int threads,
    @DefaultValue("512") @Min(1) @Max(10_000) int batchSizeMax,
    @DefaultValue("1MB") DataSize batchBytesMax,
    @DefaultValue("4096") @Min(1) @Max(1_000_000) int queueCapacity,
    @DefaultValue("2500ms") Duration deadline,
    @DefaultValue("300ms") Duration lockTimeout,
    @DefaultValue("20ms") Duration isolationLockTimeout,
    @DefaultValue("256") @Min(1) @Max(10_000) int contendedKeysMax,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("2s") Duration socketTimeout,
    @DefaultValue("5s") Duration transactionTimeout) {}
