/** The packaged services in JVMs of their own, with the flags of the container images. */
@NullMarked
package io.paymentdone.servers.process;

import org.jspecify.annotations.NullMarked;
