/** PostgreSQL, Kafka and the packaged services as child processes, to be measured. */
@NullMarked
package io.paymentdone.benchmarks.stack;

import org.jspecify.annotations.NullMarked;
