package io.paymentdone.faults;

import static java.util.Objects.requireNonNull;

import io.paymentdone.faults.check.LaneCheck;
import io.paymentdone.faults.check.LaneCheck.Taken;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.load.LoadProfile;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * The mail server of every second user. For a while it refuses a mail to a tenth of all users now
 * and then, and takes it at the next attempt. It keeps no mails.
 */
final class MailSink implements AutoCloseable {

  private static final int SUBSCRIBED_EVERY = 2;
  private static final int REFUSED_EVERY = 10;

  /** Longer than a lane waits after a first failure, so that a lane gets on between two. */
  private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(20);

  private static final int MAIL_BYTES_MAX = 64 * 1024;
  private static final String DOMAIN = "@users.example";

  private final SMTPServer server;
  private final LaneCheck lanes = new LaneCheck();
  private final Map<String, Refusal> refusals = new HashMap<>();
  private boolean refusing;
  private long refused;
  private long renamed;
  private long misdirected;

  /** The latest refusal of a user's mail. */
  private record Refusal(Instant at, UUID entryId, String messageId) {}

  private MailSink() {
    server =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("localhost")
            .insertReceivedHeaders(false)
            .maxMessageSize(MAIL_BYTES_MAX)
            .messageHandler(this::receive)
            .build();
  }

  static MailSink start() {
    MailSink sink = new MailSink();
    sink.server.start();
    return sink;
  }

  /** Makes this the mail server of a cluster. */
  ClusterSpec of(ClusterSpec spec) {
    return spec.withNotification("spring.mail.host", "127.0.0.1")
        .withNotification("spring.mail.port", Integer.toString(server.getPortAllocated()));
  }

  /** Subscribes every second user of the load, at each replica in turn. */
  static void subscribe(Cluster cluster) {
    for (int number = 1; number < LoadProfile.DEFAULT.users(); number += SUBSCRIBED_EVERY) {
      String user = "user-" + number;
      int replica = number / SUBSCRIBED_EVERY % cluster.notifications().size();
      ServiceProbe.of(cluster.notifications().get(replica).process())
          .send(
              "PUT",
              "/subscriptions/" + user,
              "{\"email\":{\"address\":\"" + user + DOMAIN + "\"},\"language\":\"en\"}");
    }
  }

  /**
   * Whether this user of the load gets mails. The one with a tenth of the traffic gets none: nobody
   * is sent ten mails a second.
   */
  static boolean isSubscribed(String user) {
    return number(user) % SUBSCRIBED_EVERY == 1;
  }

  /** Whether this user's mails are never refused. */
  static boolean isHealthy(String user) {
    return number(user) % REFUSED_EVERY != 1;
  }

  private static int number(String user) {
    return Integer.parseInt(user.substring("user-".length()));
  }

  private void receive(MessageContext context, String from, String to, byte[] data)
      throws RejectException {
    Instant at = Instant.now();
    InternetHeaders headers;
    try {
      headers = new InternetHeaders(new ByteArrayInputStream(data));
    } catch (MessagingException e) {
      throw new IllegalArgumentException("no mail: " + e.getMessage(), e);
    }
    String previous = header(headers, "X-Payment-Done-Previous");
    Taken mail =
        new Taken(
            UUID.fromString(header(headers, "X-Payment-Done-Id")),
            header(headers, "X-Payment-Done-User"),
            Long.parseLong(header(headers, "X-Payment-Done-Sequence")),
            previous.equals("none") ? null : UUID.fromString(previous),
            at);
    if (!take(mail, to, header(headers, "Message-ID"))) {
      // The answer to DATA ends the transaction (RFC 5321, 4.1.1.4); the library leaves it open.
      ((Session) context).resetMailTransaction();
      throw new RejectException(451, "4.2.0 Not now; nothing was taken.");
    }
  }

  private static String header(InternetHeaders headers, String name) {
    return requireNonNull(headers.getHeader(name, null), name).strip();
  }

  private synchronized boolean take(Taken mail, String to, String messageId) {
    String user = mail.userId();
    if (!isSubscribed(user) || !to.equals(user + DOMAIN)) {
      misdirected++;
    }
    Refusal last = refusals.get(user);
    if (last != null && last.entryId().equals(mail.entryId())) {
      if (!last.messageId().equals(messageId)) {
        renamed++;
      }
    } else if (refusing && !isHealthy(user) && isOver(last, mail.at())) {
      refusals.put(user, new Refusal(mail.at(), mail.entryId(), messageId));
      refused++;
      return false;
    }
    lanes.take(mail);
    return true;
  }

  private static boolean isOver(@Nullable Refusal last, Instant now) {
    return last == null || last.at().plus(BETWEEN_REFUSALS).isBefore(now);
  }

  /** What it has taken. */
  LaneCheck lanes() {
    return lanes;
  }

  synchronized void startRefusing() {
    refusing = true;
  }

  synchronized void stopRefusing() {
    refusing = false;
  }

  /**
   * Requires that mails were refused, came again as the same ones, and came to their users only.
   */
  synchronized void require(Injection fault) {
    fault.figure("mails refused once", Long.toString(refused));
    fault.require(refused > 0, "mails are refused");
    fault.require(renamed == 0, "I5: mails come again with the same id, but " + renamed);
    fault.require(misdirected == 0, "mails to subscribed users only, but " + misdirected);
  }

  @Override
  public void close() {
    server.stop();
  }
}
