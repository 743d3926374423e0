/** The page's own resources and what its browser may load. */
@NullMarked
package io.paymentdone.console.page;

import org.jspecify.annotations.NullMarked;
