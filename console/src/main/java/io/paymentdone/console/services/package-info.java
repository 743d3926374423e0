/** Clients of the HTTP APIs of the two services. */
@NullMarked
package io.paymentdone.console.services;

import org.jspecify.annotations.NullMarked;
