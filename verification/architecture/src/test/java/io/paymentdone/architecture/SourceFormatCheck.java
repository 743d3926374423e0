package io.paymentdone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is as google-java-format writes it. Runs in the toolchain's JVM at {@code
 * verify}; {@code mvn verify -Dformat=write} mends the files.
 */
class SourceFormatCheck {

  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", "data");

  private final Path repository = Path.of(System.getProperty("repository")).normalize();
  private final boolean write = "write".equals(System.getProperty("format"));

  @Test
  void sourcesAreFormatted() throws Exception {
    List<Path> sources = sources();
    List<Path> changed = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      String formatted = format(text);
      if (!formatted.equals(text)) {
        changed.add(repository.relativize(source));
        if (write) {
          Files.writeString(source, formatted);
        }
      }
    }
    assertThat(sources).isNotEmpty();
    if (!write) {
      assertThat(changed).as("not formatted; mend with: mvn verify -Dformat=write").isEmpty();
    }
  }

  private static String format(String text) throws FormatterException {
    String imports =
        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE);
    return new Formatter().formatSource(imports);
  }

  private List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        repository,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return SKIPPED.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
