/** Tests of the group under faults and with several members. */
@NullMarked
package io.paymentdone.notification.group;

import org.jspecify.annotations.NullMarked;
