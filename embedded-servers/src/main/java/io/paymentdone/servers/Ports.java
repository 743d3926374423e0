package io.paymentdone.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** TCP ports of the loopback interface. */
public final class Ports {

  /** Below the range that operating systems take ephemeral ports from, which begins at 32768. */
  private static final int LOWEST = 18_000;

  private static final int HIGHEST = 32_000;
  private static final int TRIES_MAX = 1000;

  /** Guarded by itself. */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that was free a moment ago and was not handed out in this JVM before. */
  public static int free() {
    return freeRun(1);
  }

  /**
   * The first of so many ports in a row, as {@link #free}.
   *
   * <p>The operating system's own choice (port 0) is an ephemeral port: a connection of any process
   * could take it before the server listens, which made some starts fail.
   */
  public static int freeRun(int size) {
    synchronized (GIVEN) {
      for (int i = 0; i < TRIES_MAX; i++) {
        int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - size);
        List<Integer> run = IntStream.range(first, first + size).boxed().toList();
        if (run.stream().noneMatch(GIVEN::contains) && run.stream().allMatch(Ports::isFree)) {
          GIVEN.addAll(run);
          return first;
        }
      }
    }
    throw new IllegalStateException("no " + size + " free ports in a row");
  }

  /** Whether a server could listen on the port now, on loopback and on all interfaces. */
  public static boolean isFree(int port) {
    return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && canBind(new InetSocketAddress(port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address, 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
