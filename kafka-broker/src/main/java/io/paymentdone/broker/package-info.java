/** Main class of the child process that is a real Kafka broker. */
@NullMarked
package io.paymentdone.broker;

import org.jspecify.annotations.NullMarked;
