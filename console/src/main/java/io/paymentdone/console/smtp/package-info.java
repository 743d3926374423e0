/** An SMTP server for mail that is looked at and goes nowhere, bounded in memory and time. */
@NullMarked
package io.paymentdone.console.smtp;

import org.jspecify.annotations.NullMarked;
