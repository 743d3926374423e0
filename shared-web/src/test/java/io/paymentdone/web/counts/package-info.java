@NullMarked
package io.paymentdone.web.counts;

import org.jspecify.annotations.NullMarked;
