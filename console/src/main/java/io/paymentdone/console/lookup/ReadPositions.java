package io.paymentdone.console.lookup;

import io.paymentdone.console.members.GroupEventRecord;
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

/** Progress that members reported: which member had read which offset at which time. */
@Component
class ReadPositions {

  /** Reports of one hour of traffic, at five per second. */
  private static final int REPORTS_MAX = 18_000;

  private final Map<Integer, Deque<Report>> reports = new HashMap<>();

  /**
   * A report of a member that it handled a range of offsets.
   *
   * @param at when the member reported: up to 200 ms late
   */
  private record Report(long first, long last, Instant at, String memberId, String clientId) {}

  /**
   * A member read an offset.
   *
   * @param at when the member reported: up to 200 ms late
   */
  record Read(Instant at, String by) {}

  /** Applies an event of a member. */
  synchronized void onEvent(GroupEventRecord record) {
    if (!record.event().groupId().equals(Topics.NOTIFICATION_GROUP)) {
      return;
    }
    for (PartitionProgress progress : record.event().partitions()) {
      Long last = progress.lastOffset();
      if (last != null) {
        add(record, progress.partition(), last, progress.count());
      }
    }
  }

  private void add(GroupEventRecord record, int partition, long last, int count) {
    Deque<Report> known = reports.computeIfAbsent(partition, p -> new ArrayDeque<>());
    Report before = known.peekLast();
    boolean sameMember = before != null && before.memberId().equals(record.event().memberId());
    long first = last - count + 1;
    if (before != null && sameMember && before.last() < first) {
      // The same member continues: offsets in between have no record, such as transaction markers,
      // or belong to a report that was lost.
      first = before.last() + 1;
    }
    if (last < first) {
      return;
    }
    known.add(
        new Report(first, last, record.at(), record.event().memberId(), record.event().clientId()));
    if (known.size() > REPORTS_MAX) {
      known.removeFirst();
    }
  }

  /** Each reported read of an offset, oldest first. */
  synchronized List<Read> reads(int partition, long offset) {
    return reports.getOrDefault(partition, new ArrayDeque<>()).stream()
        .filter(report -> report.first() <= offset && offset <= report.last())
        .map(report -> new Read(report.at(), report.clientId()))
        .toList();
  }

  /** The last offset that a member had reported by a time; empty if there was no report. */
  synchronized OptionalLong lastRead(int partition, Instant at) {
    return reports.getOrDefault(partition, new ArrayDeque<>()).stream()
        .filter(report -> !report.at().isAfter(at))
        .mapToLong(Report::last)
        .max();
  }
}
