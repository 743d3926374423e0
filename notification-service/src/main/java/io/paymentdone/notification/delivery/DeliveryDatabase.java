package io.paymentdone.notification.delivery;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Connections of the workers: neither the consumer nor readers wait for one while many deliveries
 * end at once.
 */
@Configuration(proxyBeanMethods = false)
class DeliveryDatabase {

  /** Not a default candidate, so that Spring Boot's data source beans use the readers' pool. */
  @Bean(defaultCandidate = false)
  @ConfigurationProperties("notification.delivery-pool")
  HikariDataSource deliveryDataSource(JdbcConnectionDetails details) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(details.getJdbcUrl());
    pool.setUsername(details.getUsername());
    pool.setPassword(details.getPassword());
    return pool;
  }
}
