/** Who may call: HTTP Basic for configured clients, open in the profile {@code local} alone. */
@NullMarked
package io.paymentdone.web.security;

import org.jspecify.annotations.NullMarked;
