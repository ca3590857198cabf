"""Two unsupervised tasks."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "unsupervised_tasks",
    statement=(
        "Name **two** tasks of unsupervised learning (비지도 학습): what it is used for, not the name of an algorithm."
    ),
    wanted=2,
    accept={
        "clustering": (
            "cluster analysis, grouping, segmentation of customers, customer segmentation, 군집, 군집화, 군집 분석, "
            "클러스터링"
        ),
        "dimensionality reduction": (
            "dimension reduction, reducing dimensions, feature extraction, compression, data compression, 차원 축소, "
            "차원 감소, 특징 추출, 압축, 데이터 압축"
        ),
        "outlier detection": (
            "anomaly detection, novelty detection, outliers, anomalies, 이상치 탐지, 이상치탐지, 이상 탐지, 이상치 "
            "검출, 아웃라이어 탐지"
        ),
        "denoising": ("noise removal, noise reduction, removing noise, 노이즈 제거, 노이즈제거, 잡음 제거, 디노이징"),
        "association rules": (
            "association rule, association rule mining, association rule learning, association, market basket "
            "analysis, 연관 규칙, 연관 분석, 연관규칙분석, 장바구니 분석"
        ),
        "density estimation": ("estimating a density, probability density estimation, 밀도 추정, 확률 밀도 추정"),
        "generation": (
            "generative modelling, generative modeling, data generation, image generation, generating data, 생성, "
            "데이터 생성, 이미지 생성, 생성 모델링"
        ),
        "representation learning": (
            "feature learning, embedding, word embedding, learning features, 표현 학습, 특징 학습, 임베딩"
        ),
        "visualization": "visualisation, data visualization, 시각화, 데이터 시각화",
        "topic modelling": "topic modeling, topic model, 토픽 모델링, 토픽모델링",
    },
    wrong=(
        WrongAnswer(
            "a supervised task",
            (
                "classification, regression, prediction, forecasting, object detection, ranking, 분류, 회귀, 예측, "
                "회귀 분석"
            ),
            hint="For that you need labels or targets.",
        ),
        WrongAnswer(
            "an algorithm, not a task",
            (
                "k-means, k-means clustering, PCA, principal component analysis, DBSCAN, t-SNE, autoencoder, Isomap, "
                "GMM, Apriori, k-평균, 케이민즈, 주성분 분석, 주성분분석, 오토인코더, GAN"
            ),
            hint="That is an algorithm. Which task is it used for?",
        ),
        WrongAnswer(
            "reinforcement learning",
            "reinforcement learning, Q-learning, 강화 학습",
            hint="It learns from rewards, which is a third kind of learning.",
        ),
    ),
    points=1,
    ids=("ML-08",),
    source="review deck, quiz A2",
    hint="You have a table without labels. What would you like to know of it?",
    explanation=(
        "Without labels one can look for groups (clustering), for fewer dimensions, for outliers, for noise to take "
        "away, for rules such as who buys A also buys B, or for the density that the data come from."
    ),
)
