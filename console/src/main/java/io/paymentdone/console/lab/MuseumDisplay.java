package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabState.RecordCounts;
import io.paymentdone.console.lab.MuseumState.ExhibitState;
import io.paymentdone.console.lab.MuseumState.Phase;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An exhibit with what it is made of.
 *
 * @param names of its groups, and of its topic if it has one
 * @param readers the group that notifies
 * @param reader what that group does
 * @param senders the group that copies payments to the exhibit's topic; null if it has none
 * @param producer sends the copies; null with {@code senders}
 * @param neverSent number of payments that the senders have lost
 */
record MuseumDisplay(
    MuseumExhibit exhibit,
    List<String> names,
    MuseumStation readers,
    MuseumReader reader,
    @Nullable MuseumStation senders,
    @Nullable MuseumProducer producer,
    LongSupplier neverSent) {

  List<MuseumStation> stations() {
    return senders == null ? List.of(readers) : List.of(readers, senders);
  }

  boolean isWorking() {
    return stations().stream().allMatch(MuseumStation::isWorking);
  }

  boolean isFull() {
    return stations().stream().anyMatch(MuseumStation::isFull);
  }

  ExhibitState state(boolean wasKilled) {
    Phase waiting = wasKilled ? Phase.KILLED : Phase.STARTING;
    // The older view of what is committed first: what is handled meanwhile is not lost.
    RecordCounts records = reader.records(readers.committed(), readers.inHand());
    MuseumNotices notices = reader.notices();
    return new ExhibitState(
        exhibit,
        isWorking() ? Phase.WORKING : waiting,
        notices.payments(),
        records.neverHandled() + neverSent.getAsLong(),
        notices.doubled(),
        notices.outOfOrder(),
        records.capped() || isFull() || (producer != null && producer.failed() > 0));
  }
}
