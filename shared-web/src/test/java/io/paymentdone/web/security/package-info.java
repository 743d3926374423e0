/** Tests of who may call. */
@NullMarked
package io.paymentdone.web.security;

import org.jspecify.annotations.NullMarked;
