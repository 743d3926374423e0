package io.paymentdone.notification.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Reads dead letters, and records that one was put back. */
interface DeadLetterRepository extends Repository<DeadLetter, Long> {

  List<DeadLetter> findByIdLessThanOrderByIdDesc(long id, Limit limit);

  Optional<DeadLetter> findById(long id);

  @Modifying
  @Query(
      """
      update DeadLetter d set d.redrivenAt = :at, d.redrivenBy = :by, d.redrives = d.redrives + 1
       where d.id = :id
      """)
  int redriven(long id, Instant at, String by);
}
