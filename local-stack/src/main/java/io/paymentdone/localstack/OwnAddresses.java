package io.paymentdone.localstack;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Addresses of this machine by which others in its networks reach it. */
final class OwnAddresses {

  private OwnAddresses() {}

  /** All IPv4 addresses but those of loopback and of a network without a router. */
  static List<String> all() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(OwnAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .flatMap(OwnAddresses::reachable)
          .distinct()
          .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface one) {
    try {
      return one.isUp() && !one.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  private static Stream<String> reachable(InetAddress address) {
    return address instanceof Inet4Address
            && !address.isLoopbackAddress()
            && !address.isLinkLocalAddress()
        ? Stream.of(address.getHostAddress())
        : Stream.empty();
  }
}
