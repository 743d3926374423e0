/** The whole system in processes on this machine. */
@NullMarked
package io.paymentdone.localstack;

import org.jspecify.annotations.NullMarked;
