package io.paymentdone.console.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.console.workers.Workers;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.RejectException;

/** The server and its limits, over real connections. */
class SmtpServerTests {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final SmtpLimits LIMITS = new SmtpLimits(10_000, 2, 4, LONG, LONG);
  private static final long DRIP_NANOS = 50_000_000;
  private static final String MAIL = "Subject: hello\r\n\r\nHello.";

  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<SmtpServer> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(SmtpServer::stop);
  }

  /** Takes each mail, but not those whose subject says otherwise. */
  private final class Taker implements MailTaker<String> {

    @Override
    public String read(List<String> recipients, MimeMessage mail) throws MessagingException {
      if ("broken".equals(mail.getSubject())) {
        throw new MessagingException("No end of a part.");
      }
      return recipients + " " + mail.getSubject();
    }

    @Override
    public void take(String mail) throws RejectException, InterruptedException {
      if (mail.endsWith("refuse")) {
        throw new RejectException(451, "4.3.0 Refused.");
      }
      if (mail.endsWith("wait")) {
        waiting.countDown();
        released.await();
      }
      taken.add(mail);
    }
  }

  @Test
  void takesMails() {
    SmtpServer server = start(LIMITS);

    try (SmtpClient client = SmtpClient.connect(server.port())) {
      assertThat(client.reply()).startsWith("220 localhost");
      assertThat(client.say("EHLO here")).isEqualTo("250 Ok");
      assertThat(client.mail(MAIL)).isEqualTo("250 Ok");
      assertThat(client.mail(MAIL)).isEqualTo("250 Ok");
      assertThat(client.say("QUIT")).startsWith("221");
    }

    assertThat(taken).containsOnly("[user1@example.com] hello").hasSize(2);
  }

  /**
   * A sender with a pool of connections sends others' mails over the connection of a failed one.
   */
  @Test
  void takesTheNextMailOfAConnectionAfterOneThatWasRefused() throws Exception {
    SmtpServer server = start(LIMITS);
    Session session = Session.getInstance(new Properties());

    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("127.0.0.1", server.port(), null, null);
      for (String refused : List.of("refuse", "refuse")) {
        assertThatThrownBy(() -> send(transport, session, refused))
            .hasMessageContaining("451 4.3.0 Refused.");
      }
      send(transport, session, "hello");
    }

    assertThat(taken).containsExactly("[user1@example.com] hello");
  }

  private static void send(Transport transport, Session session, String subject)
      throws MessagingException {
    MimeMessage mail = new MimeMessage(session);
    mail.setFrom("notifications@example.com");
    mail.setRecipient(RecipientType.TO, new InternetAddress("user1@example.com"));
    mail.setSubject(subject);
    mail.setText("Hello.");
    mail.saveChanges();
    transport.sendMessage(mail, mail.getAllRecipients());
  }

  /** As a browser does for any web page: the mail would be the body of a form. */
  @Test
  void takesNothingFromAClientThatTalksFirst() throws Exception {
    SmtpServer server = start(LIMITS);

    try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      browser.getOutputStream().write("POST / HTTP/1.1\r\n\r\nHELO x\r\n".getBytes(UTF_8));
      assertThat(new String(browser.getInputStream().readNBytes(4), UTF_8)).isEqualTo("554 ");
    }
  }

  @Test
  void isReachedOverLoopbackOnly() throws Exception {
    SmtpServer server = start(LIMITS);

    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .toList();
    for (InetAddress other : others) {
      assertThatThrownBy(() -> new Socket(other, server.port()).close())
          .as(other.toString())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void refusesLongMailsAndGoesOn() {
    SmtpServer server = start(LIMITS);

    try (SmtpClient client = SmtpClient.connect(server.port())) {
      client.reply();
      assertThat(client.say("MAIL FROM:<a@example.com> SIZE=10001")).startsWith("552 ");
      assertThat(client.mail(longMail(10_001))).startsWith("552 5.3.4 The mail is longer than");
      assertThat(client.mail(MAIL)).isEqualTo("250 Ok");
    }
    try (SmtpClient client = SmtpClient.connect(server.port())) {
      client.reply();
      // So long that the reply may be lost with the connection.
      assertThat(client.mail(longMail(8_000_000))).isIn("", tooLong());
      assertThat(client.say("NOOP")).isEmpty();
    }

    assertThat(taken).hasSize(1);
  }

  private static String longMail(int length) {
    return "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(length / 12 + 1);
  }

  private static String tooLong() {
    return "552 5.3.4 The mail is longer than 10000 bytes; nothing was taken.";
  }

  @Test
  void refusesConnectionsBeyondItsLimitUntilOneIsClosed() {
    SmtpServer server = start(LIMITS);
    List<SmtpClient> clients = new ArrayList<>();
    for (int i = 0; i < LIMITS.connectionsMax(); i++) {
      clients.add(SmtpClient.connect(server.port()));
      assertThat(clients.getLast().reply()).startsWith("220 ");
    }

    try (SmtpClient oneMore = SmtpClient.connect(server.port())) {
      assertThat(oneMore.reply()).startsWith("421 Too many connections");
      assertThat(oneMore.reply()).isEmpty();
    }

    clients.forEach(SmtpClient::close);
    await().untilAsserted(() -> assertThat(SmtpClient.send(server.port(), MAIL)).contains("250"));
  }

  @Test
  void takesMailsBesideConnectionsThatDripTheirs() {
    SmtpServer server = start(new SmtpLimits(10_000, 1, 4, LONG, LONG));
    List<SmtpClient> slow = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SmtpClient client = SmtpClient.connect(server.port());
      slow.add(client);
      client.reply();
      beginMail(client);
      client.write("Subject: slow");
    }

    assertThat(SmtpClient.send(server.port(), MAIL)).isEqualTo("250 Ok");

    slow.forEach(client -> assertThat(client.say("\r\n\r\n.")).isEqualTo("250 Ok"));
    slow.forEach(SmtpClient::close);
    assertThat(taken).hasSize(4);
  }

  /** Each holds a connection and the memory of a mail until its time is over. */
  @Test
  void closesConnectionsThatDripTheirMails() {
    SmtpServer server = start(new SmtpLimits(10_000, 2, 2, LONG, SHORT));
    List<Thread> drips = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      drips.add(Thread.ofVirtual().start(() -> drip(server.port())));
    }

    await().untilAsserted(() -> assertThat(drips).noneMatch(Thread::isAlive));
    assertThat(SmtpClient.send(server.port(), MAIL)).isEqualTo("250 Ok");
    assertThat(taken).hasSize(1);
  }

  private static void beginMail(SmtpClient client) {
    client.say("MAIL FROM:<a@example.com>");
    client.say("RCPT TO:<user1@example.com>");
    client.say("DATA");
  }

  /** Sends a byte now and then, until the connection is closed. */
  private static void drip(int port) {
    try (SmtpClient client = SmtpClient.connect(port)) {
      client.reply();
      beginMail(client);
      Thread bytes =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.interrupted()) {
                  client.write("x");
                  LockSupport.parkNanos(DRIP_NANOS);
                }
              });
      assertThat(client.reply()).isEmpty();
      bytes.interrupt();
    }
  }

  @Test
  void closesConnectionsThatAreIdle() {
    SmtpServer server = start(new SmtpLimits(10_000, 2, 4, SHORT, LONG));

    try (SmtpClient client = SmtpClient.connect(server.port())) {
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.mail(MAIL)).isEqualTo("250 Ok");
      assertThat(client.reply()).isIn("", "421 Timeout waiting for data from client.");
      assertThat(client.reply()).isEmpty();
    }
  }

  /**
   * Replies that nobody reads fill the connection, and the library waits for ever to write more.
   */
  @Test
  void closesConnectionsThatReadNothing() {
    SmtpServer server = start(new SmtpLimits(10_000, 2, 1, Duration.ofSeconds(2), LONG));

    try (SmtpClient client = SmtpClient.connect(server.port())) {
      Thread flood = Thread.ofVirtual().start(() -> flood(client));
      await().untilAsserted(() -> assertThat(flood.isAlive()).isFalse());

      // There is one connection only, so the other one is closed.
      await().untilAsserted(() -> assertThat(SmtpClient.send(server.port(), MAIL)).contains("250"));
    }
  }

  private static void flood(SmtpClient client) {
    byte[] commands = "NOOP\r\n".repeat(10_000).getBytes(UTF_8);
    // More than the buffers of both sides hold.
    for (int i = 0; i < 500; i++) {
      client.write(commands);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "MAIL FROM:<a@example.com> SIZE=99999999999999999999\r\n",
        "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nBDAT 10\r\n0123456789NOOP\r\n",
        "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nhalf a mail",
        "MAIL FROM:<\r\nRCPT TO:<>\r\nDATA\r\n.\r\n",
        "STARTTLS\r\nAUTH PLAIN AGEAYg==\r\nVRFY root\r\nHELP\r\n",
        "\u0000\u0001\u0002\r\n\r\n\n\r\r\n",
      })
  void goesOnAfterGarbage(String garbage) {
    SmtpServer server = start(LIMITS);

    for (int i = 0; i < 20; i++) {
      try (SmtpClient client = SmtpClient.connect(server.port())) {
        client.reply();
        client.write(garbage);
        client.write("x".repeat(2_000));
        client.write(new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\r', '\n'});
      }
    }

    await().untilAsserted(() -> assertThat(SmtpClient.send(server.port(), MAIL)).contains("250"));
    assertThat(taken).contains("[user1@example.com] hello");
  }

  @Test
  void refusesWhatIsNotAsMimeSays() {
    SmtpServer server = start(LIMITS);

    assertThat(SmtpClient.send(server.port(), "Subject: broken\r\n\r\nHello."))
        .isEqualTo("554 5.6.0 The mail is not as MIME says; nothing was taken.");
  }

  @Test
  void stopsWhileAMailIsBeingTaken() throws Exception {
    SmtpServer server = start(LIMITS);
    try (SmtpClient client = SmtpClient.connect(server.port())) {
      client.reply();
      Thread sender = Thread.ofVirtual().start(() -> client.mail("Subject: wait\r\n\r\nHello."));
      waiting.await();

      Thread stopping = Thread.ofVirtual().start(server::stop);

      assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
      assertThat(sender.join(Duration.ofSeconds(10))).isTrue();
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void startsAgainAfterAStop() {
    SmtpServer server = start(LIMITS);
    server.stop();
    server.start();

    assertThat(SmtpClient.send(server.port(), MAIL)).isEqualTo("250 Ok");
  }

  @Test
  void saysThatItsPortIsInUse() {
    SmtpServer first = start(LIMITS);
    SmtpServer second = server(first.port(), LIMITS);

    assertThatThrownBy(second::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Port " + first.port() + ", wanted for mail, is in use");
    assertThat(second.isRunning()).isFalse();
  }

  private SmtpServer start(SmtpLimits limits) {
    SmtpServer server = server(0, limits);
    server.start();
    return server;
  }

  private SmtpServer server(int port, SmtpLimits limits) {
    SmtpServer server =
        new SmtpServer(port, new Taker(), new Workers(new SimpleMeterRegistry()), limits);
    started.add(server);
    return server;
  }
}
