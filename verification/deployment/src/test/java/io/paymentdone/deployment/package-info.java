/** Checks what is deployed: the compose file and the Kubernetes manifests. */
@NullMarked
package io.paymentdone.deployment;

import org.jspecify.annotations.NullMarked;
