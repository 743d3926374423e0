package io.paymentdone.console.lookup;

import io.paymentdone.console.members.MemberSign;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** What members told of how far they are: who had read which offset by when. */
@Component
class ReadPositions {

  /** An hour of traffic, told five times a second. */
  private static final int REPORTS_MAX = 18_000;

  private final Map<Integer, Deque<Report>> reports = new HashMap<>();

  /**
   * A member told that it had handled some offsets.
   *
   * @param at when it told: up to 200 ms late
   */
  private record Report(long first, long last, Instant at, String memberId, String clientId) {}

  /**
   * An offset was read.
   *
   * @param at when the member told: up to 200 ms late
   */
  record Read(Instant at, String by) {}

  /** Takes an event of a member in. */
  synchronized void sign(MemberSign sign) {
    if (!sign.event().groupId().equals(Topics.NOTIFICATION_GROUP)) {
      return;
    }
    for (PartitionProgress progress : sign.event().partitions()) {
      Long last = progress.lastOffset();
      if (last != null) {
        add(sign, progress.partition(), last, progress.count());
      }
    }
  }

  private void add(MemberSign sign, int partition, long last, int count) {
    Deque<Report> known = reports.computeIfAbsent(partition, p -> new ArrayDeque<>());
    Report before = known.peekLast();
    boolean goesOn = before != null && before.memberId().equals(sign.event().memberId());
    long first = last - count + 1;
    if (before != null && goesOn && before.last() < first) {
      // One reader goes on where it was: between lie offsets without a record, as of transactions,
      // and those that it told of in an event that was lost.
      first = before.last() + 1;
    }
    if (last < first) {
      return;
    }
    known.add(new Report(first, last, sign.at(), sign.event().memberId(), sign.event().clientId()));
    if (known.size() > REPORTS_MAX) {
      known.removeFirst();
    }
  }

  /** Each time that an offset was read, oldest first; none when nobody told. */
  synchronized List<Read> reads(int partition, long offset) {
    return reports.getOrDefault(partition, new ArrayDeque<>()).stream()
        .filter(report -> report.first() <= offset && offset <= report.last())
        .map(report -> new Read(report.at(), report.clientId()))
        .toList();
  }

  /** The last offset that had been read at a time; empty when nobody had told by then. */
  synchronized OptionalLong lastRead(int partition, Instant at) {
    return reports.getOrDefault(partition, new ArrayDeque<>()).stream()
        .filter(report -> !report.at().isAfter(at))
        .mapToLong(Report::last)
        .max();
  }
}
