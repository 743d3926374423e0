/** Fixtures of the tests: records, a client of the broker, replicas. */
@NullMarked
package io.paymentdone.notification;

import org.jspecify.annotations.NullMarked;
