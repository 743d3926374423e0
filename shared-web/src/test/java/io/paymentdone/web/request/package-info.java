/** Tests of what a request may look like. */
@NullMarked
package io.paymentdone.web.request;

import org.jspecify.annotations.NullMarked;
