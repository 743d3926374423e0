package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a process's log, for a message about the process's end. */
public final class LogTail {

  private static final int BYTES_MAX = 16 * 1024;

  private LogTail() {}

  /** The last lines without stack traces, indented by two blanks; a note when the log is empty. */
  public static String of(Path log, int linesMax) {
    try {
      List<String> lines =
          end(log).lines().filter(line -> !line.isBlank() && !line.startsWith("\tat ")).toList();
      if (lines.isEmpty()) {
        return "  (nothing was logged)";
      }
      return lines.stream()
          .skip(Math.max(0, lines.size() - linesMax))
          .map(line -> "  " + line)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "  (the log cannot be read: " + e + ")";
    }
  }

  private static String end(Path log) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      long begin = Math.max(0, channel.size() - BYTES_MAX);
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - begin));
      channel.position(begin);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Reads on until the end.
      }
      return UTF_8.decode(bytes.flip()).toString();
    }
  }
}
