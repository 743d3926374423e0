@NullMarked
package io.paymentdone.web.requestid;

import org.jspecify.annotations.NullMarked;
