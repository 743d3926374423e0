/** The two services' HTTP APIs, as far as the console uses them. */
@NullMarked
package io.paymentdone.console.services;

import org.jspecify.annotations.NullMarked;
