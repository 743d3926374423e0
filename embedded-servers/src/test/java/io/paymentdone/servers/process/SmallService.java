package io.paymentdone.servers.process;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A service that is ready at once; with {@code --broken} it says why it is not, and ends. */
final class SmallService {

  private SmallService() {}

  public static void main(String[] arguments) throws IOException {
    if (Arrays.asList(arguments).contains("--broken")) {
      System.out.println("no database");
      System.exit(7);
    }
    int port = Integer.parseInt(arguments[0].substring("--server.port=".length()));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/readyz",
        exchange -> {
          byte[] body =
              System.getenv("SECRET").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }
}
