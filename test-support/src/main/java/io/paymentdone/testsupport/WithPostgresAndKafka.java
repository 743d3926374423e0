package io.paymentdone.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

/**
 * Gives a Spring test a PostgreSQL server of its own and the Kafka broker that all tests of the JVM
 * share, its topics created.
 *
 * <p>Child processes by default; containers with the system property {@code test.servers=docker},
 * which {@code -Pdocker} sets.
 *
 * <p>The profile is {@code local}, the only one that starts without API credentials.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ActiveProfiles("local")
@Import({EmbeddedServersConfiguration.class, ContainersConfiguration.class})
public @interface WithPostgresAndKafka {}
