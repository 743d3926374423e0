/** How the service connects to its database: readers, the consumer, migrations. */
@NullMarked
package io.paymentdone.notification.database;

import org.jspecify.annotations.NullMarked;
