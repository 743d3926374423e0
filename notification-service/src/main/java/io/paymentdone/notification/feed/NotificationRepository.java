package io.paymentdone.notification.feed;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads feed entries; each query is a transaction, so that no connection is taken before it. */
@Transactional(readOnly = true)
interface NotificationRepository extends Repository<Notification, UUID> {

  /** A user's entries below a place on the topic, the highest first. */
  @Query(
      """
      select n from Notification n
       where n.userId = :userId and (n.recordPartition, n.recordOffset) < (:partition, :offset)
       order by n.recordPartition desc, n.recordOffset desc
      """)
  List<Notification> findBefore(String userId, int partition, long offset, Limit limit);

  Optional<Notification> findByPaymentId(UUID paymentId);
}
