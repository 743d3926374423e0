package io.paymentdone.notification.email;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.paymentdone.notification.delivery.LaneCheck;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A mail server on loopback that misbehaves on demand, and checks what it takes by its headers
 * alone.
 */
public final class MailReceiver implements AutoCloseable {

  /** What it does with a message to an address. */
  public enum Conduct {
    TAKE("250 2.0.0 ok"),
    /** Takes it and closes the connection instead of answering, as after a crash. */
    TAKE_AND_RESET(""),
    NO_SUCH_USER("550 5.1.1 <secret@example.com> no such user"),
    RELAY_DENIED("554 5.7.1 <secret@example.com> relay access denied"),
    UNEXPLAINED("550 relay not permitted"),
    MAILBOX_BUSY("451 4.2.0 <secret@example.com> try again"),
    REFUSE_MESSAGE("554 5.6.0 refused"),
    CLOSING("421 4.3.2 shutting down"),
    /** Says nothing to the recipient. */
    HANG(""),
    /** Answers the recipient with a byte now and then. */
    DRIP("");

    private final String reply;

    Conduct(String reply) {
      this.reply = reply;
    }
  }

  private static final Session SESSION = Session.getInstance(new Properties());

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final LaneCheck lanes = new LaneCheck();
  private final ConcurrentLinkedQueue<MimeMessage> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<String, Conduct> conduct = address -> Conduct.TAKE;
  private volatile String greeting = "220 test";
  private volatile String noop = "250 ok";
  private volatile boolean toldAPassword;

  /** Starts it. */
  public MailReceiver() {
    try {
      server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Where it is, on the loopback interface. */
  public int port() {
    return server.getLocalPort();
  }

  /** Decides for each message, by the address that it is for. */
  public void conduct(Function<String, Conduct> conduct) {
    this.conduct = conduct;
  }

  /** First line of each connection; empty for none. */
  void greeting(String greeting) {
    this.greeting = greeting;
  }

  /** What it says to whoever asks whether it is there. */
  void noop(String noop) {
    this.noop = noop;
  }

  /** Whether a client has tried to log in. */
  boolean wasToldAPassword() {
    return toldAPassword;
  }

  /** Connections that were opened. */
  int connections() {
    return connections.get();
  }

  /** Messages taken, repeated ones not counted. */
  public int taken() {
    return lanes.taken();
  }

  /** Messages that came again although they had been answered with 250. */
  public int repeatedAfterAnswer() {
    return lanes.repeatedAfterAnswer();
  }

  /** All messages, repeated ones too. */
  List<MimeMessage> messages() {
    return List.copyOf(messages);
  }

  /** Sequence of the latest message to a user; 0 before the first. */
  public long lastSequence(String userId) {
    return lanes.lastSequence(userId);
  }

  /** What was missing, out of order, or came with another id. */
  public List<String> violations() {
    return lanes.violations();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      converse(socket);
    } catch (IOException | MessagingException e) {
      // The client, or the test, has closed the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private void converse(Socket socket)
      throws IOException, MessagingException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    OutputStream out = socket.getOutputStream();
    if (greeting.isEmpty()) {
      closed.await();
    }
    say(out, greeting);
    Conduct recipient = Conduct.TAKE;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("EHLO")) {
        say(out, "250-test");
        say(out, "250 AUTH PLAIN");
      } else if (line.startsWith("AUTH")) {
        toldAPassword = true;
        say(out, "235 ok");
      } else if (line.equals("NOOP")) {
        say(out, noop);
      } else if (line.startsWith("RCPT TO:<")) {
        recipient = conduct.apply(line.substring("RCPT TO:<".length(), line.indexOf('>')));
        if (!answer(out, recipient)) {
          return;
        }
      } else if (line.equals("DATA")) {
        say(out, "354 go on");
        String data = data(in);
        if (recipient == Conduct.REFUSE_MESSAGE) {
          say(out, recipient.reply);
          continue;
        }
        take(data, recipient == Conduct.TAKE);
        if (recipient == Conduct.TAKE_AND_RESET) {
          socket.setSoLinger(true, 0);
          return;
        }
        say(out, recipient.reply);
      } else if (line.equals("QUIT")) {
        say(out, "221 bye");
        return;
      } else {
        say(out, "250 ok");
      }
    }
  }

  /** Answers a recipient; false if the connection ends. */
  private boolean answer(OutputStream out, Conduct recipient)
      throws IOException, InterruptedException {
    switch (recipient) {
      case TAKE, TAKE_AND_RESET, REFUSE_MESSAGE -> say(out, "250 ok");
      case NO_SUCH_USER, RELAY_DENIED, UNEXPLAINED, MAILBOX_BUSY -> say(out, recipient.reply);
      case CLOSING -> {
        say(out, recipient.reply);
        return false;
      }
      case HANG -> closed.await();
      case DRIP -> {
        out.write("250".getBytes(ISO_8859_1));
        while (!closed.await(100, TimeUnit.MILLISECONDS)) {
          out.write('-');
          out.flush();
        }
      }
    }
    return true;
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  private static String data(BufferedReader in) throws IOException {
    StringBuilder data = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        return data.toString();
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    throw new EOFException("The client was killed within a message");
  }

  private void take(String data, boolean answered) throws MessagingException, IOException {
    MimeMessage message =
        new MimeMessage(SESSION, new ByteArrayInputStream(data.getBytes(ISO_8859_1)));
    messages.add(message);
    String previous = message.getHeader("X-Payment-Done-Previous", null);
    lanes.take(
        MimeUtility.decodeText(message.getHeader("X-Payment-Done-User", null)),
        new LaneCheck.Place(
            Long.parseLong(message.getHeader("X-Payment-Done-Sequence", null)),
            message.getHeader("X-Payment-Done-Id", null),
            previous.equals("none") ? null : previous,
            message.getMessageID()),
        answered);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
