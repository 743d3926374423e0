/** Rules for texts and times that come from outside. */
@NullMarked
package io.paymentdone.web.validation;

import org.jspecify.annotations.NullMarked;
