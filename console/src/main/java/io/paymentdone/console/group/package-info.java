/** Groups as their coordinators report them: members, owners and lag. */
@NullMarked
package io.paymentdone.console.group;

import org.jspecify.annotations.NullMarked;
