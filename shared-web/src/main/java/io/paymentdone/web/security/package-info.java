/** Who may call, and do what: HTTP Basic and bearer tokens; open in the profile {@code local}. */
@NullMarked
package io.paymentdone.web.security;

import org.jspecify.annotations.NullMarked;
