/** Connections to the database: readers, the consumer, and migrations of the schema. */
@NullMarked
package io.paymentdone.notification.database;

import org.jspecify.annotations.NullMarked;
