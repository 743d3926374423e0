package io.paymentdone.servers.process;

import io.paymentdone.servers.UnpackedJar;
import java.nio.file.Path;
import java.util.List;

/**
 * A packaged service, unpacked as the container images have it.
 *
 * @param module which service
 * @param directory where the service is unpacked, and where its {@link AotCache} is kept
 */
public record PackagedService(ServiceModule module, Path directory) {

  /** Unpacks what the build has made since the last time. */
  public PackagedService unpack() {
    UnpackedJar.of(PackagedServices.jar(module), directory);
    return this;
  }

  /** The service's own classes; the manifest names its libraries. */
  public Path jar() {
    return directory.resolve(PackagedServices.jar(module).getFileName());
  }

  /** What the JVM is to run. */
  public List<String> program() {
    return List.of("-jar", jar().toString());
  }
}
