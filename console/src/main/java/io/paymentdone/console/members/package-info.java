/** Events that the members of a group publish about themselves. */
@NullMarked
package io.paymentdone.console.members;

import org.jspecify.annotations.NullMarked;
