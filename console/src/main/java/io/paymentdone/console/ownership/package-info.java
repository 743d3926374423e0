/** Which member owned which partition when, and when each member published its last event. */
@NullMarked
package io.paymentdone.console.ownership;

import org.jspecify.annotations.NullMarked;
