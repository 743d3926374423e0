/** Tests of the connections to the database. */
@NullMarked
package io.paymentdone.notification.database;

import org.jspecify.annotations.NullMarked;
