/** Who had which partition when, and who was silent since when. */
@NullMarked
package io.paymentdone.console.ownership;

import org.jspecify.annotations.NullMarked;
