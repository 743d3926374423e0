/** What the members of a group tell about themselves. */
@NullMarked
package io.paymentdone.console.members;

import org.jspecify.annotations.NullMarked;
