/** The id of a request, by which its answer, its problem document and its log lines are found. */
@NullMarked
package io.paymentdone.web.requestid;

import org.jspecify.annotations.NullMarked;
