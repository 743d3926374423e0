/**
 * Real PostgreSQL and Kafka servers as child processes that end when the process that started them
 * does.
 */
@NullMarked
package io.paymentdone.servers;

import org.jspecify.annotations.NullMarked;
