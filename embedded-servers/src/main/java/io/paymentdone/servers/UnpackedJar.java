package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * A packaged service, unpacked as in a container image: libraries nested in one jar cost a third
 * more of a start's work, and the JVM cannot archive their classes.
 *
 * <p>Spring Boot's own {@code -Djarmode=tools extract} does the same in a JVM of its own, which
 * takes two seconds of CPU for each service.
 */
public final class UnpackedJar {

  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String CLASSES = "BOOT-INF/classes/";

  private UnpackedJar() {}

  /**
   * Unpacks the jar unless the same contents are unpacked already. A build without changes writes
   * the jar again all the same, and a cache of classes is invalid once a file is written.
   *
   * @param packaged an executable jar of Spring Boot
   * @param directory for this service only
   * @return the jar to run
   */
  public static Path of(Path packaged, Path directory) {
    if (!Files.isRegularFile(packaged)) {
      throw new IllegalStateException(
          packaged + " is missing; build it first: mvn -DskipTests package");
    }
    try {
      Path unpacked = PrivateDirectory.open(directory).resolve(packaged.getFileName());
      Path mark = directory.resolve("unpacked");
      String wanted = contents(packaged);
      if (!Files.exists(mark) || !Files.readString(mark).equals(wanted)) {
        extract(packaged, directory, unpacked);
        Files.writeString(mark, wanted);
        PrivateDirectory.closeToOthers(directory);
      }
      return unpacked;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + packaged, e);
    }
  }

  /** Names and checksums of what the packaged service holds, a line each. */
  private static String contents(Path packaged) throws IOException {
    try (JarFile jar = new JarFile(packaged.toFile())) {
      return jar.stream()
          .map(entry -> String.format(Locale.ROOT, "%08x %s\n", entry.getCrc(), entry.getName()))
          .collect(Collectors.joining());
    }
  }

  /** Libraries, and the service's own classes as a jar again: only those in jars are archived. */
  private static void extract(Path packaged, Path directory, Path unpacked) throws IOException {
    Path libraries = Files.createDirectories(directory.resolve("lib"));
    try (JarFile source = new JarFile(packaged.toFile());
        JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(unpacked), manifest(source))) {
      for (JarEntry entry : Collections.list(source.entries())) {
        String name = entry.getName();
        try (InputStream content = source.getInputStream(entry)) {
          if (name.startsWith(LIBRARIES) && !entry.isDirectory()) {
            Files.copy(
                content, libraries.resolve(name.substring(LIBRARIES.length())), REPLACE_EXISTING);
          } else if (name.startsWith(CLASSES) && !name.equals(CLASSES)) {
            // Directories too: Spring finds no components in a jar without them.
            jar.putNextEntry(new JarEntry(name.substring(CLASSES.length())));
            content.transferTo(jar);
          }
        }
      }
    }
  }

  /** Names the main class, and the libraries in the order of the packaged service's index. */
  private static Manifest manifest(JarFile source) throws IOException {
    Attributes packaged = source.getManifest().getMainAttributes();
    String index = packaged.getValue("Spring-Boot-Classpath-Index");
    String libraries;
    try (InputStream content = source.getInputStream(source.getJarEntry(index))) {
      libraries =
          new String(content.readAllBytes(), UTF_8)
              .lines()
              .map(line -> line.substring(line.indexOf(LIBRARIES), line.lastIndexOf('"')))
              .map(path -> "lib/" + path.substring(LIBRARIES.length()))
              .collect(Collectors.joining(" "));
    }
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, packaged.getValue("Start-Class"));
    attributes.put(Attributes.Name.CLASS_PATH, libraries);
    for (String kept : List.of("Implementation-Title", "Implementation-Version")) {
      attributes.putValue(kept, packaged.getValue(kept));
    }
    return manifest;
  }
}
