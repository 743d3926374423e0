package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabState.Activity;
import io.paymentdone.console.lab.LabState.ConsumerState;
import io.paymentdone.console.lab.MemberProgress.Range;
import io.paymentdone.console.workers.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One consumer of a lab: what others may ask of it, and what they may know of it. */
final class LabMember {

  /** How a consumer is to end. */
  enum Ending {
    /** It handles what it has in hand, commits, and closes as a client does that is stopped. */
    STOP,
    /** As {@link #STOP}, and a static member leaves the group, too. */
    LEAVE,
    /** It ends without a word after a commit. */
    KILL,
    /** It ends without a word when it has handled records that it has not committed. */
    KILL_BEFORE_COMMIT;

    boolean isKill() {
      return this == KILL || this == KILL_BEFORE_COMMIT;
    }
  }

  /** What the thread of a consumer does until the consumer ends. */
  @FunctionalInterface
  interface Attendance {

    /** Returns when it has ended. */
    void attend() throws InterruptedException;
  }

  /** One that tries to return is refused each second. */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(3);

  private final int n;
  private final String clientId;
  private final LabEvents events;
  private final Duration maxPollInterval;
  private final WorkDial dial = new WorkDial();
  private final MemberProgress progress = new MemberProgress();
  private final AtomicLong handled = new AtomicLong();
  private final MemberPartitions partitions = new MemberPartitions(this);
  private final Thread thread;
  private volatile @Nullable Ending ending;
  private volatile long endingNanos;
  private volatile long polledNanos = System.nanoTime();
  private volatile long refusedNanos = System.nanoTime() - REFUSED_FOR.toNanos();
  private volatile boolean joined;
  private volatile boolean putOut;
  private volatile @Nullable Ending ended;
  private volatile @Nullable Instant lastCommitAt;

  /**
   * A consumer, which starts at once.
   *
   * @param loop what its thread does
   */
  LabMember(
      int n,
      String clientId,
      LabEvents events,
      Duration maxPollInterval,
      Function<LabMember, Runnable> loop) {
    this.n = n;
    this.clientId = clientId;
    this.events = events;
    this.maxPollInterval = maxPollInterval;
    this.thread = Thread.ofPlatform().daemon().name(clientId).unstarted(loop.apply(this));
  }

  void start() {
    thread.start();
  }

  int n() {
    return n;
  }

  String clientId() {
    return clientId;
  }

  WorkDial dial() {
    return dial;
  }

  MemberProgress progress() {
    return progress;
  }

  /** Asks it to end; a later request replaces an earlier one. */
  void end(Ending how) {
    endingNanos = System.nanoTime();
    ending = how;
    if (how == Ending.KILL_BEFORE_COMMIT) {
      // It must handle something first.
      dial.set(null, false);
    } else {
      dial.hurry();
    }
  }

  /** Ends it now, whatever it waits for; for the end of the lab. */
  void interrupt() {
    thread.interrupt();
  }

  /** Waits for its end; returns whether it has ended. */
  boolean join(Duration most) throws InterruptedException {
    return thread.join(most);
  }

  /** How it is to end; null if it is not. */
  @Nullable Ending ending() {
    return ending;
  }

  /** Time since it was asked to end. */
  Duration endingFor() {
    return Duration.ofNanos(System.nanoTime() - endingNanos);
  }

  boolean isUp() {
    return ended == null;
  }

  /** It polls. */
  void polls() {
    polledNanos = System.nanoTime();
  }

  /** It has handled a record. */
  void handledOne() {
    handled.incrementAndGet();
  }

  void hasCommitted() {
    lastCommitAt = Instant.now();
  }

  void hasEnded(Ending how) {
    ended = how;
    dial.hurry();
  }

  /** Runs in its thread; however that ends, the consumer has ended then. */
  void attend(Attendance attendance) {
    try {
      attendance.attend();
    } catch (InterruptedException e) {
      // The lab ends, and waits no longer.
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // An OutOfMemoryError too: this consumer ends, and the console goes on.
      failed(e);
    } finally {
      Ending how = ending;
      hasEnded(how == null ? Ending.STOP : how);
    }
  }

  /**
   * What Kafka's client throws when it is interrupted, as Java's. The flag is cleared, for a client
   * with that flag does not close.
   */
  static InterruptedException interrupted() {
    var _ = Thread.interrupted();
    return new InterruptedException();
  }

  /** Something that it did, for the lab's events. */
  void tell(String what) {
    events.addOnce("consumer " + n + " " + what);
  }

  /** The group does not take it, for it keeps the place of an earlier one. */
  void refused() {
    refusedNanos = System.nanoTime();
    tell(
        "cannot return yet: the group keeps the place of the killed one with its"
            + " group.instance.id until the session has timed out");
  }

  private void failed(Throwable e) {
    tell("failed and has ended: " + PrintableText.of(e.toString()));
  }

  /** What the group's coordinator says about it. */
  void seen(boolean isMember) {
    boolean overdue = System.nanoTime() - polledNanos > maxPollInterval.toNanos();
    if (isMember) {
      joined = true;
      putOut = putOut && overdue;
    } else if (joined && overdue && isUp() && !putOut) {
      putOut = true;
      tell(
          "was put out of the group: it has not polled for "
              + maxPollInterval.toSeconds()
              + " s (max.poll.interval.ms)");
    }
  }

  private Activity activity() {
    Ending how = ended;
    if (how != null) {
      return how.isKill() ? Activity.KILLED : Activity.LEFT;
    }
    if (putOut) {
      return Activity.PUT_OUT;
    }
    if (dial.isFrozen()) {
      return Activity.FROZEN;
    }
    boolean refused = System.nanoTime() - refusedNanos < REFUSED_FOR.toNanos();
    return joined && !refused ? Activity.RUNNING : Activity.JOINING;
  }

  /** Learns of its partitions from Kafka's client. */
  MemberPartitions listener() {
    return partitions;
  }

  /** Partitions that it owns, as it knows. */
  List<Integer> partitions() {
    return isUp() && !putOut ? partitions.owned() : List.of();
  }

  /** The group takes it, even if it has no partition for it. */
  void admitted() {
    joined = true;
    putOut = false;
  }

  /** The group is without it, and it learns that late. */
  void removed() {
    joined = false;
  }

  /** Records that it will still handle. */
  List<Range> inHand() {
    return isUp() ? progress.inHand() : List.of();
  }

  /**
   * What it does.
   *
   * @param kept partitions that the group keeps for it
   */
  ConsumerState state(List<Integer> kept) {
    return new ConsumerState(
        n,
        clientId,
        activity(),
        isUp() ? partitions() : kept,
        handled.get(),
        dial.millisPerRecord(),
        lastCommitAt);
  }
}
