/** What the OpenAPI documents of all services have in common. */
@NullMarked
package io.paymentdone.web.openapi;

import org.jspecify.annotations.NullMarked;
