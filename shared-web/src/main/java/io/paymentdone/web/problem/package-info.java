/** Problem documents (RFC 9457) for whatever goes wrong, inside Spring MVC and around it. */
@NullMarked
package io.paymentdone.web.problem;

import org.jspecify.annotations.NullMarked;
