package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.notification.email.MailReceiver.Conduct;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Real SMTP over loopback with servers that misbehave. */
class SmtpClientTests {

  private static final Duration TIME_OUT = Duration.ofSeconds(1);

  /** What the outcome at a time-out may take, with a busy machine. */
  private static final Duration TIME_OUT_AT_LATEST = TIME_OUT.multipliedBy(3);

  private final MailReceiver receiver = new MailReceiver();
  private @Nullable SmtpClient client;
  private int sequence;

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    receiver.close();
  }

  @Test
  void usesOneConnectionForMessagesThatFollowEachOther() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      assertThat(send("user")).isEqualTo(new Delivered(250));
    }
    assertThat(receiver.connections()).isOne();
    assertThat(receiver.taken()).isEqualTo(5);
  }

  @Test
  void closesAConnectionAfterItsMessages() throws InterruptedException {
    client = client(receiver.port(), 2, 2);

    for (int i = 0; i < 5; i++) {
      assertThat(send("user")).isEqualTo(new Delivered(250));
    }

    assertThat(receiver.connections()).isEqualTo(3);
  }

  /** Some close a connection that asks before it sends, and a balancer answers what it likes. */
  @Test
  void usesANewConnectionWithoutAsking() throws InterruptedException {
    receiver.noop("502 what?");

    for (int i = 0; i < 3; i++) {
      assertThat(send("user")).isEqualTo(new Delivered(250));
    }
    assertThat(receiver.connections()).isEqualTo(3);
  }

  /** Somebody between may have taken STARTTLS out of the server's reply. */
  @Test
  void tellsNoPasswordWithoutTls() throws InterruptedException {
    JavaMailSenderImpl server = server(receiver.port());
    server.setUsername("payments");
    server.setPassword("secret");
    client = client(server, 2, 100);

    assertThat(send("user"))
        .isEqualTo(
            new Failed(
                null, "the mail server does not offer STARTTLS, which is required", null, true));
    assertThat(receiver.wasToldAPassword()).isFalse();

    client.close();
    server.getJavaMailProperties().setProperty("mail.smtp.starttls.required", "false");
    client = client(server, 2, 100);
    assertThat(send("user")).isEqualTo(new Delivered(250));
    assertThat(receiver.wasToldAPassword()).as("if the operator says so").isTrue();
  }

  /** The words of a reply have the address. */
  @ParameterizedTest
  @CsvSource({
    "NO_SUCH_USER, 'the mail server refused the recipient: 550 5.1.1'",
    "REFUSE_MESSAGE, 'the mail server refused the message: 554 5.6.0'"
  })
  void doesNotTryAgainWhatIsRefusedForEver(Conduct conduct, String error)
      throws InterruptedException {
    receiver.conduct(address -> conduct);

    assertThat(send("user"))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.error()).isEqualTo(error));
    receiver.conduct(address -> Conduct.TAKE);
    assertThat(send("user")).isInstanceOf(Delivered.class);
    assertThat(receiver.connections()).as("a refusal leaves the connection").isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "MAILBOX_BUSY, 451, false, 'the mail server refused the recipient: 451 4.2.0'",
    "RELAY_DENIED, 554, false, 'the mail server refused the recipient: 554 5.7.1'",
    "UNEXPLAINED, 550, false, 'the mail server refused the recipient: 550'",
    "CLOSING, 421, true, 'the mail server refused the recipient: 421 4.3.2'",
    "TAKE_AND_RESET, , true, 'the connection to the mail server broke off'"
  })
  void failsForTheUserOrForAll(
      Conduct conduct, @Nullable Integer status, boolean wholeTarget, String error)
      throws InterruptedException {
    receiver.conduct(address -> conduct);

    assertThat(send("user")).isEqualTo(new Failed(status, error, null, wholeTarget));
    receiver.conduct(address -> Conduct.TAKE);
    assertThat(send("other")).isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HANG", "DRIP"})
  void endsAtTheTimeOutWhateverTheServerDoes(Conduct conduct) throws InterruptedException {
    client = client(receiver.port(), 1, 100);
    receiver.conduct(address -> conduct);

    long begin = System.nanoTime();
    assertThat(send("user")).isEqualTo(new Failed(null, "time-out after 1 s", null, true));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIME_OUT_AT_LATEST);

    receiver.conduct(address -> Conduct.TAKE);
    await("the only connection is free again").until(() -> send("user") instanceof Delivered);
  }

  @Test
  void doesNotWaitForAGreetingWithoutEnd() throws InterruptedException {
    receiver.greeting("");

    assertThat(send("user"))
        .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.wholeTarget()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 busy", "554 go away", "HTTP/1.1 400 Bad Request"})
  void failsForAllWhenTheServerDoesNotGreet(String greeting) throws InterruptedException {
    receiver.greeting(greeting);

    assertThat(send("user"))
        .isEqualTo(new Failed(null, "the mail server refused the connection", null, true));
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    client = client(port, 1, 1);

    assertThat(send("user"))
        .isEqualTo(new Failed(null, "the mail server cannot be reached", null, true));
  }

  @Test
  void opensNoMoreConnectionsThanAllowed() throws Exception {
    client = client(receiver.port(), 3, 100);
    receiver.conduct(address -> Conduct.HANG);
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        outcomes.add(threads.submit(() -> send("user")));
      }
      await().until(() -> receiver.connections() == 3);
    }
    List<Outcome> all = new ArrayList<>();
    for (Future<Outcome> outcome : outcomes) {
      all.add(outcome.get());
    }

    assertThat(receiver.connections()).isLessThanOrEqualTo(6);
    assertThat(all).hasAtLeastOneElementOfType(Failed.class);
    assertThat(all).hasAtLeastOneElementOfType(Withheld.class);
  }

  @Test
  void closesTheConnectionOfAnInterruptedAttempt() throws Exception {
    client = client(receiver.port(), 1, 100);
    receiver.conduct(address -> Conduct.HANG);
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                assertThatThrownBy(() -> send("user")).isInstanceOf(InterruptedException.class));
    await().until(() -> receiver.connections() == 1);

    caller.interrupt();
    caller.join();

    receiver.conduct(address -> Conduct.TAKE);
    assertThat(send("user")).isInstanceOf(Delivered.class);
  }

  /** It waits for a connection for seconds, in which its user may end the subscription. */
  @Test
  void asksForTheMessageWhenItHasAConnection() throws InterruptedException {
    Optional<Outcome> outcome =
        client()
            .send(session -> {
              assertThat(receiver.connections()).isOne();
              return Optional.empty();
            });

    assertThat(outcome).isEmpty();
    assertThat(receiver.messages()).isEmpty();
    assertThat(send("user")).isEqualTo(new Delivered(250));
    assertThat(receiver.connections()).as("used again").isOne();
  }

  @Test
  void keepsItsConnectionsWhenThereIsNoMessageBecauseOfAFailure() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() ->
              client()
                  .send(session -> {
                    throw new QueryTimeoutException("the database is slow");
                  }))
          .isInstanceOf(QueryTimeoutException.class);
    }

    assertThat(send("user")).isEqualTo(new Delivered(250));
    assertThat(receiver.connections()).isOne();
  }

  private Outcome send(String user) throws InterruptedException {
    return client().send(session -> Optional.of(message(session, user))).orElseThrow();
  }

  private SmtpClient client() {
    SmtpClient used = client;
    if (used == null) {
      used = client(receiver.port(), 2, 100);
      client = used;
    }
    return used;
  }

  private synchronized MimeMessage message(Session session, String user) throws MessagingException {
    sequence++;
    MimeMessage message = new MimeMessage(session);
    message.setFrom("notifications@pay.example");
    message.setRecipient(
        Message.RecipientType.TO, new InternetAddress(user + "@example.com", true));
    message.setHeader("X-Payment-Done-User", user);
    message.setHeader("X-Payment-Done-Sequence", Integer.toString(sequence));
    message.setHeader("X-Payment-Done-Id", Integer.toString(sequence));
    message.setHeader("X-Payment-Done-Previous", "none");
    message.setText("text");
    message.saveChanges();
    return message;
  }

  private static SmtpClient client(int port, int connections, int messagesPerConnection) {
    return client(server(port), connections, messagesPerConnection);
  }

  private static JavaMailSenderImpl server(int port) {
    JavaMailSenderImpl server = new JavaMailSenderImpl();
    server.setHost("127.0.0.1");
    server.setPort(port);
    return server;
  }

  private static SmtpClient client(
      JavaMailSenderImpl server, int connections, int messagesPerConnection) {
    EmailProperties properties =
        new EmailProperties(
            "notifications@pay.example",
            null,
            connections,
            messagesPerConnection,
            Duration.ofSeconds(10),
            TIME_OUT,
            TIME_OUT.dividedBy(2));
    EmailConfiguration.configure(server, properties);
    return new SmtpClient(server, properties);
  }
}
