/**
 * What a request may look like: strict JSON, bounded bodies, each parameter once, and for whom the
 * local profile is.
 */
@NullMarked
package io.paymentdone.web.request;

import org.jspecify.annotations.NullMarked;
