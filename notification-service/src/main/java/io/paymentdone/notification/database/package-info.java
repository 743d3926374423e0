/** How the service connects to its database: readers, the consumer, the schema's migrations. */
@NullMarked
package io.paymentdone.notification.database;

import org.jspecify.annotations.NullMarked;
