/**
 * Records that do not fit into memory: limits of a record, and reading larger records as a stream.
 */
@NullMarked
package io.paymentdone.kafka.oversized;

import org.jspecify.annotations.NullMarked;
