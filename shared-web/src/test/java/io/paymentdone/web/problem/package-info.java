/** Tests of problem documents. */
@NullMarked
package io.paymentdone.web.problem;

import org.jspecify.annotations.NullMarked;
